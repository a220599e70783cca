package dev.ferry.client.ftp;

/// What one session has learned of a server, for those that come after it. Safe for use by many
/// threads.
final class SiteMemory {

    private volatile boolean onlyTls12;
    private volatile boolean withoutEpsv;
    private volatile boolean connected;

    /// Whether sessions are resumed under TLS 1.2 alone.
    boolean isOnlyTls12() {
        return onlyTls12;
    }

    void learnOnlyTls12() {
        onlyTls12 = true;
    }

    boolean isWithoutEpsv() {
        return withoutEpsv;
    }

    void learnWithoutEpsv() {
        withoutEpsv = true;
    }

    /// Whether somebody was ever let in, so that a refused connection may be a passing trouble.
    boolean wasConnected() {
        return connected;
    }

    void learnConnected() {
        connected = true;
    }
}
