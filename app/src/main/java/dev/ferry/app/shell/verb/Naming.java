package dev.ferry.app.shell.verb;

/// What a word of a command names, so that it can be completed.
public enum Naming {
    NOTHING,
    REMOTE,
    REMOTE_FOLDER,
    LOCAL,
    LOCAL_FOLDER,
    VERB,
    /// A verb with its own words, or one of the queue's own.
    QUEUED,
    JOB,
    SITE,
    BOOKMARK_DEED,
    SETTING,
    SETTING_VALUE,
    ON_OFF
}
