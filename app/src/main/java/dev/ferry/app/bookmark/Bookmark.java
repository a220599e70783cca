package dev.ferry.app.bookmark;

/// A name for a URL.
///
/// @param kept where its password is
public record Bookmark(String name, String url, Kept kept) {}
