package dev.ferry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoungeTest {

    @SuppressWarnings("NullAway.Init")
    private Lounge lounge;

    @SuppressWarnings("NullAway.Init")
    private ServerSocketChannel listener;

    private final List<SocketChannel> opened = new ArrayList<>();

    private record Visitor(SocketChannel channel, SocketChannel client, Semaphore calls)
            implements Lounge.Guest {
        @Override
        public void called() {
            calls.release();
        }

        void speak() throws IOException {
            client.write(ByteBuffer.wrap(new byte[] {'x'}));
        }

        boolean isCalled() throws InterruptedException {
            return calls.tryAcquire(10, TimeUnit.SECONDS);
        }

        boolean isLeftAlone() throws InterruptedException {
            return !calls.tryAcquire(200, TimeUnit.MILLISECONDS);
        }
    }

    @BeforeEach
    void open() throws IOException {
        lounge = new Lounge("lounge-test");
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        lounge.close();
        listener.close();
        for (SocketChannel channel : opened) channel.close();
    }

    private Visitor visitor() throws IOException {
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        SocketChannel channel = listener.accept();
        channel.configureBlocking(false);
        opened.add(client);
        opened.add(channel);
        return new Visitor(channel, client, new Semaphore(0));
    }

    @Test
    void whoSpeaksIsCalledOnce() throws Exception {
        Visitor one = visitor();
        lounge.admit(one);
        assertThat(one.isLeftAlone()).isTrue();
        one.speak();
        assertThat(one.isCalled()).isTrue();
        one.speak();
        assertThat(one.isLeftAlone()).isTrue();
    }

    @Test
    void whoHasSpokenBeforeIsCalledAtOnceAndMayComeBack() throws Exception {
        Visitor one = visitor();
        one.speak();
        for (int i = 0; i < 100; i++) {
            lounge.admit(one);
            assertThat(one.isCalled()).isTrue();
        }
    }

    @Test
    void whoIsWantedIsCalledAndWhoIsNotThereIsNot() throws Exception {
        Visitor one = visitor();
        lounge.call(one);
        assertThat(one.isLeftAlone()).isTrue();
        lounge.admit(one);
        lounge.call(one);
        assertThat(one.isCalled()).isTrue();
        lounge.call(one);
        assertThat(one.isLeftAlone()).isTrue();
    }

    @Test
    void whoseChannelIsClosedIsCalledIfSomebodySaysSo() throws Exception {
        Visitor one = visitor();
        lounge.admit(one);
        assertThat(one.isLeftAlone()).isTrue();
        one.channel().close();
        lounge.call(one);
        assertThat(one.isCalled()).isTrue();
        lounge.admit(one);
        assertThat(one.isCalled()).isTrue();
    }

    @Test
    void whoHangsUpIsCalledAmongMany() throws Exception {
        List<Visitor> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) all.add(visitor());
        all.forEach(lounge::admit);
        for (int i = 0; i < 200; i += 2) all.get(i).client().close();
        for (int i = 0; i < 200; i += 2) assertThat(all.get(i).isCalled()).isTrue();
        for (int i = 1; i < 200; i += 50) assertThat(all.get(i).isLeftAlone()).isTrue();
    }
}
