//! What an input holds, in numbers.

/// How much of RAM a file holds, or all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// Policy documents, each as often as it is used.
    pub documents: usize,
    /// Users, groups, roles and Cloud SSO identities, where they are first met.
    pub principals: usize,
    /// Attachments.
    pub attachments: usize,
    /// Memberships of groups.
    pub memberships: usize,
    /// Control policies.
    pub control_policies: usize,
    /// Places where the input leaves open something that may matter.
    pub gaps: usize,
    /// Documents of other clouds.
    pub look_alikes: usize,
}

/// What was looked at.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Files that held something of RAM.
    pub files: usize,
    /// Of those, how many of each format.
    pub formats: Vec<(&'static str, usize)>,
    /// Paths that were left out, because nothing of RAM can be there or was found.
    pub left_out: usize,
    /// What all files hold.
    pub holds: Holds,
}

impl Holds {
    fn add(&mut self, other: Self) {
        // Taken apart by name, so that a new count is not forgotten here.
        let Self {
            documents,
            principals,
            attachments,
            memberships,
            control_policies,
            gaps,
            look_alikes,
        } = other;
        for (count, more) in [
            (&mut self.documents, documents),
            (&mut self.principals, principals),
            (&mut self.attachments, attachments),
            (&mut self.memberships, memberships),
            (&mut self.control_policies, control_policies),
            (&mut self.gaps, gaps),
            (&mut self.look_alikes, look_alikes),
        ] {
            *count = count.saturating_add(more);
        }
    }
}

impl Counts {
    /// Takes in what another input holds.
    pub fn add(&mut self, other: &Self) {
        self.files = self.files.saturating_add(other.files);
        self.left_out = self.left_out.saturating_add(other.left_out);
        self.holds.add(other.holds);
        for (name, files) in &other.formats {
            match self.formats.iter_mut().find(|(known, _)| known == name) {
                Some((_, count)) => *count = count.saturating_add(*files),
                None => self.formats.push((name, *files)),
            }
        }
        self.formats.sort_unstable();
    }
}
