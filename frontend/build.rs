//! `cargo xtask web` splits the module by area; for that it must know what refers to what.

fn main() {
    println!("cargo:rustc-link-arg-cdylib=--emit-relocs");
    println!("cargo:rerun-if-changed=build.rs");
}
