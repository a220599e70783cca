package dev.ferry.server.ftp;

/// How far a session is protected (RFC 4217).
///
/// @param sized whether PBSZ was said
/// @param dataPrivate whether PROT P holds
record Protection(Control control, boolean sized, boolean dataPrivate) {

    /// The control connection.
    enum Control {
        /// In clear text, and AUTH may change that.
        CLEAR,
        /// Over TLS, from AUTH on.
        SECURED,
        /// Over TLS, from its beginning (implicit FTPS).
        SECURE,
        /// In clear text again, after CCC.
        CLEARED
    }

    static final Protection CLEAR = new Protection(Control.CLEAR, false, false);

    static final Protection SECURED = new Protection(Control.SECURED, false, false);

    /// Where TLS begins at once, data is private from the beginning too.
    static final Protection SECURE = new Protection(Control.SECURE, false, true);

    boolean isSecure() {
        return control == Control.SECURED || control == Control.SECURE;
    }

    Protection withSize() {
        return new Protection(control, true, dataPrivate);
    }

    Protection withData(boolean dataPrivate) {
        return new Protection(control, sized, dataPrivate);
    }

    Protection cleared() {
        return new Protection(Control.CLEARED, sized, dataPrivate);
    }
}
