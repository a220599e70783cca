package dev.ferry.core.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Bans as rows, and back.
final class BanTable implements Bans {

    /// How long a ban that is over still counts against whoever comes back.
    private static final Duration MEMORY = Duration.ofDays(7);

    /// Of those the server made by itself.
    static final int MOST = 50_000;

    private final Database database;
    private final InstantSource clock;

    BanTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Ban> all() throws AccountException {
        long remembered = clock.instant().minus(MEMORY).toEpochMilli();
        return database.read(db ->
                db.createQuery(
                                "select * from ban where until is null or until > :then"
                                        + " order by since, network")
                        .bind("then", remembered)
                        .map((row, _) -> {
                            long until = row.getLong("until");
                            boolean forEver = row.wasNull();
                            return new Ban(
                                    row.getString("network"),
                                    Instant.ofEpochMilli(row.getLong("since")),
                                    forEver
                                            ? Optional.empty()
                                            : Optional.of(Instant.ofEpochMilli(until)),
                                    row.getString("why"),
                                    row.getInt("times"));
                        })
                        .list());
    }

    @Override
    public void put(Ban ban) throws AccountException {
        database.write(db -> {
            makeRoom(db);
            db.execute(
                    "insert or replace into ban (network, since, until, why, times)"
                            + " values (?, ?, ?, ?, ?)",
                    ban.network(),
                    ban.since().toEpochMilli(),
                    ban.until().map(Instant::toEpochMilli).orElse(null),
                    ban.why(),
                    ban.times());
            return ban;
        });
    }

    private void makeRoom(Handle db) {
        db.execute(
                "delete from ban where until <= ?", clock.instant().minus(MEMORY).toEpochMilli());
        db.execute(
                "delete from ban where times > 0 and network in (select network from ban"
                        + " where times > 0 order by until desc limit -1 offset ?)",
                MOST - 1);
    }

    @Override
    public boolean remove(String network) throws AccountException {
        return database.write(db -> db.execute("delete from ban where network = ?", network)) > 0;
    }
}
