package dev.ferry.core.account;

import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;

/// The migrations in `db/migration`, run in order by Flyway.
final class Migrations {

    private Migrations() {}

    static void run(Path file, DataSource source) throws AccountException {
        try {
            var flyway =
                    Flyway.configure()
                            .dataSource(source)
                            .locations("classpath:db/migration")
                            .load();
            LogFactory.setLogCreator(_ -> new Quietly()); // load() forgets an earlier one
            flyway.migrate();
        } catch (FlywayException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException) throw Database.failed(file, e);
            }
            String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason");
            throw new AccountException(
                    file + ": its tables could not be brought up to date: " + said, e);
        }
    }

    /// What Flyway says concerns us only where something is wrong.
    private static final class Quietly implements Log {

        private static final System.Logger LOG = System.getLogger(Migrations.class.getName());

        @Override
        public void debug(String message) {
            LOG.log(System.Logger.Level.TRACE, message);
        }

        @Override
        public void info(String message) {
            LOG.log(System.Logger.Level.DEBUG, message);
        }

        @Override
        public void notice(String message) {
            LOG.log(System.Logger.Level.DEBUG, message);
        }

        @Override
        public void warn(String message) {
            LOG.log(System.Logger.Level.WARNING, message);
        }

        @Override
        public void error(String message) {
            LOG.log(System.Logger.Level.ERROR, message);
        }

        @Override
        public void error(String message, Exception e) {
            LOG.log(System.Logger.Level.ERROR, message, e);
        }
    }
}
