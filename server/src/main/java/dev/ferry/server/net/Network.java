package dev.ferry.server.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// A block of addresses, as CIDR writes it: `192.168.0.0/16`.
///
/// @param prefix how many leading bits count
public record Network(InetAddress base, int prefix) {

    public Network {
        base = plain(base);
        int bits = base.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("/" + prefix + " is not within 0-" + bits);
        }
    }

    /// What `10.0.0.0/8`, `fd00::/8` or a single address says.
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress base =
                    InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash).strip());
            int prefix =
                    slash < 0
                            ? base.getAddress().length * 8
                            : Integer.parseInt(text.substring(slash + 1).strip());
            return new Network(base, prefix);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a network such as 192.168.0.0/16", e);
        }
    }

    /// The block of `prefix` leading bits that `address` is in; the whole address where it has no
    /// more bits.
    public static Network around(InetAddress address, int prefix) {
        byte[] bytes = plain(address).getAddress();
        int bits = Math.min(prefix, bytes.length * 8);
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            bytes[i] = (byte) (bytes[i] & (0xff00 >> kept));
        }
        return new Network(fromBytes(bytes), bits);
    }

    /// The same block with nothing behind its prefix, as equal networks are written alike.
    public Network tidy() {
        return around(base, prefix);
    }

    /// Whether it holds a single address.
    public boolean isOneAddress() {
        return prefix == base.getAddress().length * 8;
    }

    public boolean contains(InetAddress address) {
        byte[] here = base.getAddress();
        byte[] there = plain(address).getAddress();
        if (here.length != there.length) return false;
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
            if (((here[bit / 8] ^ there[bit / 8]) & mask) != 0) return false;
        }
        return true;
    }

    /// Whether `peer` reaches this machine without a router in between that would translate
    /// addresses: loopback, link-local, private (RFC 1918) or unique local (RFC 4193).
    public static boolean isLocal(InetAddress peer) {
        InetAddress plain = plain(peer);
        boolean uniqueLocal =
                plain instanceof Inet6Address six && (six.getAddress()[0] & 0xfe) == 0xfc;
        return plain.isLoopbackAddress()
                || plain.isLinkLocalAddress()
                || plain.isSiteLocalAddress()
                || uniqueLocal;
    }

    /// The same host: IPv4 addresses mapped into IPv6 (RFC 4291 §2.5.5.2) are IPv4, and the zone of
    /// an IPv6 address does not count.
    public static InetAddress plain(InetAddress address) {
        return fromBytes(address.getAddress());
    }

    /// The host that 4 or 16 bytes in network order name; mapped addresses as in [#plain].
    ///
    /// @throws IllegalArgumentException if there are not 4 or 16
    public static InetAddress fromBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no address", e);
        }
    }

    @Override
    public String toString() {
        return text() + "/" + prefix;
    }

    /// For people: a single address without its prefix.
    public String words() {
        return isOneAddress() ? text() : toString();
    }

    /// As people write it: `::` for the zeros of IPv6.
    private String text() {
        return base.getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::");
    }
}
