package dev.ferry.app.transfer;

import dev.ferry.client.remote.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Listings in the order of names, in bounded memory.
public final class Sorted {

    /// Up to here names are sorted; a larger folder is told as it comes.
    private static final int MOST = 20_000;

    private Sorted() {}

    public static void each(Stream<Item> items, Consumer<Item> told) {
        var held = new ArrayList<Item>();
        var each = items.iterator();
        while (each.hasNext()) {
            if (held.size() == MOST) tell(held, told);
            held.add(each.next());
        }
        tell(held, told);
    }

    private static void tell(List<Item> held, Consumer<Item> told) {
        held.sort(Comparator.comparing(Item::path));
        held.forEach(told);
        held.clear();
    }
}
