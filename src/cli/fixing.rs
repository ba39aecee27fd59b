//! `check --fix` and `check --diff`: what is written, printed and told of fixes.

use std::collections::BTreeMap;

use crate::cli::args::CheckArgs;
use crate::cli::asking;
use crate::cli::fixes::{self, Examine, Mend, Mended};
use crate::cli::load::{Collected, Loaded, UsageError};
use crate::cli::patch;
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::engine::answers::Settings;
use crate::report::display::to_masked;
use crate::rules::FixKind;

/// Whether fixes are asked for.
pub const fn wanted(args: &CheckArgs) -> bool {
    args.fix || args.diff
}

/// Refuses flags that do not go together.
///
/// # Errors
/// `--unsafe-fixes` alone, or a fix of standard input.
pub fn refuse(args: &CheckArgs) -> Result<(), UsageError> {
    if args.unsafe_fixes && !wanted(args) {
        return Err(UsageError(
            "--unsafe-fixes says which fixes are taken; add --fix to write them or --diff to see them"
                .to_owned(),
        ));
    }
    if wanted(args) && args.paths.iter().any(|path| path == "-") {
        return Err(UsageError(
            "standard input cannot be fixed; name the file instead of `-`".to_owned(),
        ));
    }
    Ok(())
}

/// Fixes in memory what can be fixed.
pub fn mend(
    collected: &Collected,
    examine: Examine<'_>,
    settings: &Settings,
    args: &CheckArgs,
) -> Mended {
    let loaded = collected.read_with(&BTreeMap::new());
    fixes::mend(collected, loaded, examine, settings, args.unsafe_fixes)
}

/// Prints the patch and what it does.
pub fn show(mended: &Mended, args: &CheckArgs, world: &mut World<'_>) -> Status {
    if args.output.quiet < 2 {
        let patches = mended
            .changed
            .iter()
            .map(|text| patch::unified(&text.path, &text.before, &text.after));
        let patches: String = patches.collect();
        let written = world.stdout.out.write_all(patches.as_bytes());
        if let Err(error) = written.and_then(|()| world.stdout.out.flush())
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            let text = format!("the patch cannot be written: {error}");
            asking::say(&mut world.stderr, "error", &text);
        }
    }
    tell(mended, "would fix", args, world);
    asking::remark(&mended.loaded, &[], &args.output, world);
    let outcome = Outcome {
        findings: !mended.changed.is_empty(),
        incomplete: !mended.loaded.not_analysed.is_empty(),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    outcome.status()
}

/// Writes the files and gives the input as it is on disk now.
pub fn write(
    collected: &Collected,
    mut mended: Mended,
    args: &CheckArgs,
    world: &mut World<'_>,
) -> Loaded {
    let mut texts = BTreeMap::new();
    for text in &mended.changed {
        let path = text.path.as_str();
        match collected.origin().replace(path, &text.before, &text.after) {
            Ok(()) => {
                texts.insert(text.path.clone(), text.after.clone());
            }
            Err(reason) => {
                let text = format!("`{path}` cannot be fixed: {reason}");
                asking::say(&mut world.stderr, "error", &text);
            }
        }
    }
    mended.done.retain(|mend| texts.contains_key(&mend.path));
    tell(&mended, "fixed", args, world);
    collected.read_with(&texts)
}

/// One line for each fix on standard error.
fn tell(mended: &Mended, kind: &str, args: &CheckArgs, world: &mut World<'_>) {
    if args.output.quiet > 1 {
        return;
    }
    let language = asking::style(&args.output, world).language;
    for mend in &mended.done {
        asking::say(&mut world.stderr, kind, &line(mend));
        if mend.kind == FixKind::Unsafe {
            let effect = if mend.effect.is_empty() {
                language
                    .pick(
                        "the answers about guarded actions stay; other access changes as the fix says",
                        "受保护操作的结论不变；其他权限按该修复所述改变",
                    )
                    .to_owned()
            } else {
                mend.effect.join("; ")
            };
            asking::say(&mut world.stderr, "access", &effect);
        }
    }
    for mend in &mended.refused {
        let why = match mend.kind {
            FixKind::Safe => language.pick(
                "it could not be proved to leave access as it is",
                "无法证明它不改变权限",
            ),
            FixKind::Unsafe => language.pick(
                "the text with it would have a fault that it has not now",
                "修复后的文本会出现目前没有的问题",
            ),
        };
        let text = format!("{}; {why}", line(mend));
        asking::say(&mut world.stderr, "not fixed", &text);
    }
}

fn line(mend: &Mend) -> String {
    let place = format!("{}:{}", mend.path, mend.line);
    format!("{} {} {}", to_masked(&place), mend.rule, mend.title)
}
