package dev.ferry.server.ftp;

public record PortRange(int first, int last) {
    public static final PortRange ANY = new PortRange(0, 0);
}
