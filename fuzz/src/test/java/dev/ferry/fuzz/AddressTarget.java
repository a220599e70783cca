package dev.ferry.fuzz;

import dev.ferry.wire.ftp.Command;
import dev.ferry.wire.ftp.Command.HostPort;
import dev.ferry.wire.ftp.CommandParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The arguments of PORT and EPRT: an address that is read, printed and read again is the same one.
public final class AddressTarget {

    private AddressTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        if (CommandParser.parse("PORT " + text) instanceof Command.Port(HostPort address)) {
            require(address, 4);
            String again =
                    "PORT %s,%d,%d"
                            .formatted(
                                    decimal(address.host(), ","),
                                    address.port() >> 8,
                                    address.port() & 0xff);
            Must.hold(CommandParser.parse(again).equals(new Command.Port(address)), again);
        }
        if (CommandParser.parse("EPRT " + text) instanceof Command.Eprt(HostPort address)) {
            boolean four = address.host().size() == 4;
            require(address, four ? 4 : 16);
            String host = four ? decimal(address.host(), ".") : groups(address.host());
            String again = "EPRT |%d|%s|%d|".formatted(four ? 1 : 2, host, address.port());
            Must.hold(CommandParser.parse(again).equals(new Command.Eprt(address)), again);
        }
    }

    private static void require(HostPort address, int bytes) {
        Must.hold(address.host().size() == bytes, "an address of " + address.host());
        Must.hold(address.port() >= 0 && address.port() <= 65_535, "port " + address.port());
    }

    private static String decimal(List<Byte> host, String between) {
        return String.join(between, host.stream().map(it -> Integer.toString(it & 0xff)).toList());
    }

    private static String groups(List<Byte> host) {
        var groups = new ArrayList<String>();
        for (int at = 0; at < host.size(); at += 2) {
            int high = host.get(at) & 0xff;
            int low = host.get(at + 1) & 0xff;
            groups.add(Integer.toHexString((high << 8) + low));
        }
        return String.join(":", groups);
    }
}
