package dev.ferry.app.transfer;

import dev.ferry.client.Site;
import dev.ferry.files.VirtualPath;

/// What an argument names: a path at a site.
///
/// @param text as the user gave it, without a password
/// @param folder whether the user said that it is a folder, by a slash at its end
public record Place(Site site, VirtualPath path, String text, boolean folder) {

    /// A path at or below this place, in the user's words.
    public String shown(VirtualPath below) {
        if (below.equals(path)) return text;
        if (!below.isUnder(path)) return site.name() + below;
        String rest = below.moved(path, VirtualPath.ROOT).toString();
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + rest;
    }

    public Place child(String name) {
        VirtualPath below = path.child(name);
        return new Place(site, below, shown(below), false);
    }
}
