package dev.ferry.server.ftp;

import dev.ferry.server.net.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// What PASV announces where the address a client reaches is not the one this machine has: behind a
/// router that translates.
public sealed interface PassiveAddress {

    /// The address the client's control connection came to.
    record None() implements PassiveAddress {}

    /// This address, but for peers on the local net, who get the control connection's own.
    record One(InetAddress address) implements PassiveAddress {
        public One {
            requireFour(address);
        }
    }

    /// The address of the first network that holds the peer; the control connection's own where
    /// none does.
    record ByNetwork(List<Choice> choices) implements PassiveAddress {
        public ByNetwork {
            choices = List.copyOf(choices);
        }
    }

    /// `address` for peers in `peers`.
    record Choice(Network peers, InetAddress address) {
        public Choice {
            requireFour(address);
        }
    }

    /// What to tell `peer`.
    ///
    /// @param own the address its control connection came to
    default InetAddress announcedTo(InetAddress peer, InetAddress own) {
        return switch (this) {
            case None() -> own;
            case One(InetAddress address) -> Network.isLocal(peer) ? own : address;
            case ByNetwork(List<Choice> choices) ->
                    choices.stream()
                            .filter(choice -> choice.peers().contains(peer))
                            .map(Choice::address)
                            .findFirst()
                            .orElse(own);
        };
    }

    private static void requireFour(InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            throw new IllegalArgumentException(
                    "ftp.passive-address: "
                            + address.getHostAddress()
                            + " is not IPv4; PASV can announce nothing else");
        }
    }
}
