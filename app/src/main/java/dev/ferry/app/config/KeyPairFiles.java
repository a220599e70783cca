package dev.ferry.app.config;

import java.nio.file.Path;

/// The PEM files of a certificate, with those that vouch for it behind it, and of its key; may be
/// one file.
public record KeyPairFiles(Path certificate, Path key) {}
