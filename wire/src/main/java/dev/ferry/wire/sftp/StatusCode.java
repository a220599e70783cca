package dev.ferry.wire.sftp;

/// What SSH_FXP_STATUS can say in version 3 (draft §7).
public enum StatusCode {
    OK(0),
    EOF(1),
    NO_SUCH_FILE(2),
    PERMISSION_DENIED(3),
    FAILURE(4),
    BAD_MESSAGE(5),
    NO_CONNECTION(6),
    CONNECTION_LOST(7),
    OP_UNSUPPORTED(8);

    private final int number;

    StatusCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// What a number of later versions, or of nobody, comes to is a failure.
    static StatusCode of(int number) {
        return number >= 0 && number < values().length ? values()[number] : FAILURE;
    }
}
