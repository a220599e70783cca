package dev.ferry.client.ftp;

/// What one session has learned of a server, for those that come after it. Safe for use by many
/// threads.
final class SiteMemory {

    private volatile boolean onlyTls12;
    private volatile boolean withoutEpsv;
    private volatile boolean connected;
    private volatile boolean timeBySetting;
    private volatile boolean zoneKnown;
    private volatile int zoneSeconds;

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

    /// Whether MDTM with a time in front was seen to set that time.
    boolean hasTimeBySetting() {
        return timeBySetting;
    }

    void learnTimeBySetting() {
        timeBySetting = true;
    }

    boolean isZoneKnown() {
        return zoneKnown;
    }

    /// How far ahead of UTC the clock is that LIST shows; 0 where nobody knows.
    int zoneSeconds() {
        return zoneSeconds;
    }

    void learnZone(int seconds) {
        zoneSeconds = seconds;
        zoneKnown = true;
    }
}
