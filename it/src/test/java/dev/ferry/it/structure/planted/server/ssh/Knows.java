package dev.ferry.it.structure.planted.server.ssh;

import org.apache.sshd.common.SshConstants;

/// Knows the library that is not its business.
public final class Knows {

    private Knows() {}

    public static String reason(int code) {
        return SshConstants.getDisconnectReasonName(code);
    }
}
