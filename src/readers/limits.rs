//! How much of an input readers work out. Reaching one of these is told of with the
//! place that it was reached at; none of them can be raised, since they bound the stack,
//! or the work that a few words of an input can ask for.

pub use super::evaluated::MAX_TEXT as TEXT;

/// Those of Terraform files.
pub mod terraform {
    pub use crate::readers::terraform::{
        MAX_BLOCK_DEPTH as BLOCK_DEPTH, MAX_CALLED_FOLDERS as CALLED_FOLDERS, MAX_DEPTH as DEPTH,
        MAX_INSTANCES as INSTANCES, MAX_INSTANCES_OF_BLOCK as INSTANCES_OF_BLOCK,
        MAX_ITEMS as ITEMS, MAX_MODULE_DEPTH as MODULE_DEPTH, MAX_MODULES as MODULES,
        MAX_STEPS as STEPS, MAX_VARIANTS as VARIANTS,
    };
}

pub use super::terraform_plan::MAX_VARIANTS as PLAN_VARIANTS;

/// Those of ROS templates.
pub mod ros {
    pub use crate::readers::ros::{
        MAX_DEPTH as DEPTH, MAX_INSTANCES as INSTANCES, MAX_STEPS as STEPS, MAX_TEXT as TEXT,
    };
}
