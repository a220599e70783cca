package dev.ferry.app.shell.verb;

import dev.ferry.client.Order;
import java.util.List;

/// What an errand came to.
///
/// @param orders none where there is nothing to do
/// @param parallel how many at a time
public record Orders(List<Order> orders, int parallel) {

    static final Orders NONE = new Orders(List.of(), 1);

    public Orders {
        orders = List.copyOf(orders);
    }
}
