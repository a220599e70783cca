package dev.ferry.core.account;

import dev.ferry.core.access.Permissions;
import java.util.OptionalInt;

public record NewAccount(
        String name,
        String home,
        Permissions permissions,
        boolean anonymous,
        boolean trustsClose,
        OptionalInt fileMode,
        OptionalInt folderMode,
        OptionalInt umask) {}
