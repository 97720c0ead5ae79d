//! The `almanac` command, for queries on a cluster.

use std::process::ExitCode;

fn main() -> ExitCode {
    almanac::cli::main_with(almanac_cluster::connect)
}
