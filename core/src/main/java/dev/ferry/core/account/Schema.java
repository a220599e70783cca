package dev.ferry.core.account;

import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Which tables this Ferry needs. Asks the database first and loads Flyway, which takes a second,
/// only where there is something to do.
final class Schema {

    /// The last migration in `db/migration`; a test holds it against the folder.
    static final int NEWEST = 5;

    private Schema() {}

    /// Brings the database `file` up to date. The caller sees to it that nobody else does so at
    /// this time.
    ///
    /// @return whether there was anything to do
    static boolean bringUpToDate(Path file) throws AccountException {
        DataSource source = Database.source(file);
        int version = version(file, source);
        if (version > NEWEST) {
            throw new AccountException(
                    "%s: belongs to a newer Ferry (its tables are of version %d, this Ferry knows %d); run that Ferry, or a newer one"
                            .formatted(file, version, NEWEST));
        }
        if (version == NEWEST) return false;
        Migrations.run(file, source);
        return true;
    }

    /// 0 for a database without tables of ours.
    private static int version(Path file, DataSource source) throws AccountException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            try (var history =
                    statement.executeQuery(
                            "select 1 from sqlite_master where name = 'flyway_schema_history'")) {
                if (!history.next()) return 0;
            }
            try (var newest =
                    statement.executeQuery(
                            "select max(cast(version as integer)) from flyway_schema_history"
                                    + " where success = 1")) {
                return newest.next() ? newest.getInt(1) : 0;
            }
        } catch (SQLException e) {
            throw Database.failed(file, e);
        }
    }
}
