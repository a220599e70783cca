package dev.ferry.server.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// What a proxy says first of a connection it passes on: the PROXY protocol, versions 1 (a line of
/// text) and 2 (binary), as HAProxy's `proxy-protocol.txt` describes them. Only what says TCP over
/// IPv4 or IPv6 names a client; what a binary header holds besides is passed over, but for its
/// CRC32C, which has to be right where it is there.
public sealed interface ProxyHeader {

    /// The connection is a client's.
    ///
    /// @param client where it comes from
    /// @param reached where it went to, at the proxy
    record Named(InetAddress client, InetAddress reached) implements ProxyHeader {}

    /// The connection is the proxy's own, or of a kind it cannot name: it speaks for itself.
    record Own() implements ProxyHeader {}

    /// Bytes of the longest line of version 1, its CRLF included.
    int LONGEST_LINE = 107;

    /// Bytes behind the fixed part of version 2 that we take; more than any proxy sends.
    int LONGEST_REST = 4096;

    String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    /// There is none, or none that can be read.
    final class WrongException extends IOException {
        WrongException(String why) {
            super(why);
        }
    }

    /// Reads it and nothing behind it. The channel blocks, before and after.
    ///
    /// @param patience for all of it
    /// @throws WrongException if there is none within that time
    static ProxyHeader read(SocketChannel channel, Duration patience) throws IOException {
        Socket socket = channel.socket();
        long deadline = System.nanoTime() + patience.toNanos();
        InputStream in = socket.getInputStream();
        return read(count -> {
            byte[] bytes = new byte[count];
            for (int at = 0; at < count; ) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) throw new WrongException("no PROXY header in time");
                socket.setSoTimeout((int) left);
                int came;
                try {
                    came = in.read(bytes, at, count - at);
                } catch (java.net.SocketTimeoutException _) {
                    throw new WrongException("no PROXY header in time");
                }
                if (came < 0) throw new EOFException("the connection ended in its PROXY header");
                at += came;
            }
            return bytes;
        });
    }

    /// Where bytes come from.
    @FunctionalInterface
    interface Source {
        /// @return exactly so many
        byte[] take(int count) throws IOException;
    }

    /// The same from anywhere.
    static ProxyHeader read(Source source) throws IOException {
        String begin = new String(source.take(SIGNATURE.length()), StandardCharsets.ISO_8859_1);
        if (begin.equals(SIGNATURE)) return binary(source);
        if (!begin.startsWith("PROXY ")) throw new WrongException("no PROXY header");
        var line = new StringBuilder(begin);
        while (line.lastIndexOf("\r\n") != line.length() - 2) {
            if (line.length() == LONGEST_LINE) {
                throw new WrongException("the PROXY line has more than 107 bytes");
            }
            line.append((char) (source.take(1)[0] & 0xff));
        }
        return text(line.substring(0, line.length() - 2));
    }

    // ---- version 1

    Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
    Pattern FOUR = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    Pattern SIX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private static ProxyHeader text(String line) throws WrongException {
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) return new Own();
        String[] words = line.split(" ", -1);
        if (words.length != 6) throw wrong(line);
        boolean four = words[1].equals("TCP4");
        if (!four && !words[1].equals("TCP6")) throw wrong(line);
        InetAddress client = address(words[2], four, line);
        InetAddress reached = address(words[3], four, line);
        for (String port : new String[] {words[4], words[5]}) {
            if (!PORT.matcher(port).matches() || Integer.parseInt(port) > 65_535) throw wrong(line);
        }
        return new Named(client, reached);
    }

    private static InetAddress address(String text, boolean four, String line)
            throws WrongException {
        if (!(four ? FOUR : SIX).matcher(text).matches()) throw wrong(line);
        try {
            InetAddress address =
                    four ? Inet4Address.ofLiteral(text) : Inet6Address.ofLiteral(text);
            return Network.plain(address);
        } catch (IllegalArgumentException _) {
            throw wrong(line);
        }
    }

    private static WrongException wrong(String line) {
        return new WrongException("the PROXY line says nothing: " + line.replaceAll("[^ -~]", "?"));
    }

    // ---- version 2

    private static ProxyHeader binary(Source source) throws IOException {
        byte[] fixed = source.take(4);
        int length = ((fixed[2] & 0xff) << 8) | (fixed[3] & 0xff);
        if ((fixed[0] & 0xf0) != 0x20) throw new WrongException("PROXY header of no version 2");
        if (length > LONGEST_REST) {
            throw new WrongException("the PROXY header has " + length + " bytes behind it");
        }
        byte[] rest = source.take(length);
        int command = fixed[0] & 0x0f;
        int family = fixed[1] & 0xff;
        if (command > 1) throw new WrongException("PROXY command " + command + " is not known");
        int addresses =
                switch (family) {
                    case 0x11 -> 12;
                    case 0x21 -> 36;
                    case 0x00 -> 0;
                    default -> command == 0 ? length : -1;
                };
        if (addresses < 0) {
            throw new WrongException("PROXY header of family 0x%02x".formatted(family));
        }
        boolean named = command == 1 && addresses > 0;
        if (named && addresses > length) throw new WrongException("the PROXY header is too short");
        if (family == 0x11 || family == 0x21)
            requireSound(fixed, rest, Math.min(addresses, length));
        if (!named) return new Own();
        int size = addresses == 12 ? 4 : 16;
        return new Named(
                Network.fromBytes(Arrays.copyOfRange(rest, 0, size)),
                Network.fromBytes(Arrays.copyOfRange(rest, size, 2 * size)));
    }

    int CRC32C_TYPE = 0x03;

    /// What follows the addresses: type, length, value; again and again.
    private static void requireSound(byte[] fixed, byte[] rest, int from) throws WrongException {
        ByteBuffer left = ByteBuffer.wrap(rest, from, rest.length - from);
        while (left.remaining() > 0) {
            if (left.remaining() < 3) throw new WrongException("the PROXY header is cut short");
            int type = left.get() & 0xff;
            int length = left.getShort() & 0xffff;
            if (length > left.remaining()) {
                throw new WrongException("the PROXY header is cut short");
            }
            if (type == CRC32C_TYPE) requireSum(fixed, rest, left.position(), length);
            left.position(left.position() + length);
        }
    }

    private static void requireSum(byte[] fixed, byte[] rest, int at, int length)
            throws WrongException {
        if (length != 4) throw new WrongException("the PROXY header's CRC32C is no number");
        int told = ByteBuffer.wrap(rest, at, 4).getInt();
        byte[] zeroed = rest.clone();
        Arrays.fill(zeroed, at, at + 4, (byte) 0);
        var sum = new CRC32C();
        sum.update(SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
        sum.update(fixed);
        sum.update(zeroed);
        if ((int) sum.getValue() != told) {
            throw new WrongException("the PROXY header's CRC32C is wrong");
        }
    }
}
