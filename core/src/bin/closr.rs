//! The `closr` command.

fn main() -> std::process::ExitCode {
    closr::cli::main()
}
