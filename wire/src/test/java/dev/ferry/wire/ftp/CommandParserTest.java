package dev.ferry.wire.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.ferry.wire.ftp.Command.Change;
import dev.ferry.wire.ftp.Command.Epsv.Family;
import dev.ferry.wire.ftp.Command.HostPort;
import dev.ferry.wire.ftp.Command.Representation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;

class CommandParserTest {

    /// @param readings each a path, or path, first and end with bars between
    private static Command summed(HashFunction function, String... readings) {
        return new Command.XHash(
                function, Arrays.stream(readings).map(CommandParserTest::reading).toList());
    }

    private static Command.XHash.Reading reading(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length == 1) return new Command.XHash.Reading(text, Optional.empty());
        long end = parts[2].isEmpty() ? Long.MAX_VALUE : Long.parseLong(parts[2]);
        var part = new Command.XHash.Part(Long.parseLong(parts[1]), end);
        return new Command.XHash.Reading(parts[0], Optional.of(part));
    }

    private static final Instant TIME = Instant.parse("2002-07-17T21:07:15Z");
    private static final Instant MINUTE = Instant.parse("2002-07-17T21:07:00Z");
    private static final String LABEL_63 = "x".repeat(63);

    /// @param facts each a name and behind it its value
    private static Command csid(String... facts) {
        var all = new LinkedHashMap<String, String>();
        for (int i = 0; i < facts.length; i += 2) all.put(facts[i], facts[i + 1]);
        return new Command.Csid(all);
    }

    private static Command mff(String path, Change... changes) {
        return new Command.Mff(List.of(changes), path);
    }

    static Stream<Arguments> understood() {
        return Stream.of(
                row("USER anna", new Command.User("anna")),
                row("USER  anna ", new Command.User(" anna ")),
                row("PASS secret", new Command.Pass(new Secret("secret"))),
                row("PASS", new Command.Pass(new Secret(""))),
                row("PASS ", new Command.Pass(new Secret(""))),
                row("PASS  two  blanks ", new Command.Pass(new Secret(" two  blanks "))),
                row("ACCT x", new Command.Acct(new Secret("x"))),
                row("REIN", new Command.Rein()),
                row("QUIT", new Command.Quit()),
                row("CWD /a", new Command.Cwd("/a")),
                row("XCWD /a", new Command.Cwd("/a")),
                row("CWD  a", new Command.Cwd(" a")),
                row("CWD a ", new Command.Cwd("a ")),
                row("CWD  ", new Command.Cwd(" ")),
                row("CWD a\tb", new Command.Cwd("a\tb")),
                row("CDUP", new Command.Cdup()),
                row("XCUP", new Command.Cdup()),
                row("PWD", new Command.Pwd()),
                row("XPWD", new Command.Pwd()),
                row("PASV", new Command.Pasv()),
                row("PASV ", new Command.Pasv()),
                row("PASV  \t", new Command.Pasv()),
                row("EPSV", new Command.Epsv(Family.SAME_AS_CONTROL)),
                row("EPSV ", new Command.Epsv(Family.SAME_AS_CONTROL)),
                row("EPSV 1", new Command.Epsv(Family.IPV4)),
                row("EPSV 2", new Command.Epsv(Family.IPV6)),
                row("EPSV 3", new Command.Epsv(Family.UNKNOWN)),
                row("EPSV 02", new Command.Epsv(Family.UNKNOWN)),
                row("EPSV ALL", new Command.EpsvAll()),
                row("epsv all ", new Command.EpsvAll()),
                row("TYPE A", new Command.Type(Representation.ASCII)),
                row("TYPE a n", new Command.Type(Representation.ASCII)),
                row("TYPE I", new Command.Type(Representation.IMAGE)),
                row("type i ", new Command.Type(Representation.IMAGE)),
                row("TYPE L 8", new Command.Type(Representation.IMAGE)),
                row("TYPE L8", new Command.Type(Representation.IMAGE)),
                row("TYPE E", new Command.TypeUnsupported("E")),
                row("TYPE e n", new Command.TypeUnsupported("E N")),
                row("TYPE A T", new Command.Type(Representation.ASCII)),
                row("type a t ", new Command.Type(Representation.ASCII)),
                row("TYPE A C", new Command.TypeUnsupported("A C")),
                row("type a c ", new Command.TypeUnsupported("A C")),
                row("TYPE L 36", new Command.TypeUnsupported("L 36")),
                row("HASH a b ", new Command.Hash("a b ")),
                row("HASH \"a\"", new Command.Hash("\"a\"")),
                row("OPTS HASH", new Command.OptsHashAsked()),
                row("opts hash ", new Command.OptsHashAsked()),
                row("OPTS HASH sha-256", new Command.OptsHash(HashFunction.SHA_256)),
                row("OPTS HASH MD5", new Command.OptsHash(HashFunction.MD5)),
                row("OPTS HASH SHA256", new Command.OptsHashUnknown("SHA256")),
                row("XCRC a", summed(HashFunction.CRC32, "a")),
                row("XMD5 a b", summed(HashFunction.MD5, "a b")),
                row("XSHA a", summed(HashFunction.SHA_1, "a")),
                row("XSHA1 a", summed(HashFunction.SHA_1, "a")),
                row("XSHA256 a", summed(HashFunction.SHA_256, "a")),
                row("XSHA512 a", summed(HashFunction.SHA_512, "a")),
                row("XCRC a 5", summed(HashFunction.CRC32, "a 5", "a|5|")),
                row("XCRC a 5 7", summed(HashFunction.CRC32, "a 5 7", "a 5|7|", "a|5|7")),
                row("XCRC a 7 5", summed(HashFunction.CRC32, "a 7 5", "a 7|5|")),
                row("XCRC 5 7", summed(HashFunction.CRC32, "5 7", "5|7|")),
                row("XCRC 5", summed(HashFunction.CRC32, "5")),
                row("XCRC a 5 ", summed(HashFunction.CRC32, "a 5 ", "a|5|")),
                row("XCRC a b 5", summed(HashFunction.CRC32, "a b 5", "a b|5|")),
                row("XCRC \"a b\"", summed(HashFunction.CRC32, "a b", "\"a b\"")),
                row("XCRC \"a\" 5", summed(HashFunction.CRC32, "a|5|", "\"a\" 5")),
                row("XCRC \"a\" 5 7", summed(HashFunction.CRC32, "a|5|7", "\"a\" 5 7")),
                row("XCRC \"a\" 0 0", summed(HashFunction.CRC32, "a|0|0", "\"a\" 0 0")),
                row("XCRC \"a \"\"b\" 5", summed(HashFunction.CRC32, "a \"b|5|", "\"a \"\"b\" 5")),
                row("XCRC \"a", summed(HashFunction.CRC32, "\"a")),
                row("XCRC \"\"", summed(HashFunction.CRC32, "\"\"")),
                row("RANG 0 49", new Command.Rang(0, 49)),
                row("rang 1 0 ", new Command.Rang(1, 0)),
                row("RANG 7 3", new Command.Rang(7, 3)),
                row("STRU F", new Command.Stru('F')),
                row("STRU r", new Command.Stru('R')),
                row("STRU P ", new Command.Stru('P')),
                row("MODE S", new Command.Mode('S')),
                row("MODE b", new Command.Mode('B')),
                row("MODE C", new Command.Mode('C')),
                row("MODE Z", new Command.Mode('Z')),
                row("mode z ", new Command.Mode('Z')),
                row("RETR a.txt", new Command.Retr("a.txt")),
                row("STOR a.txt", new Command.Stor("a.txt")),
                row("STOU", new Command.Stou("")),
                row("STOU a", new Command.Stou("a")),
                row("APPE a", new Command.Appe("a")),
                row("ALLO 0", new Command.Allo(0)),
                row("ALLO 100", new Command.Allo(100)),
                row("ALLO 100 R 80", new Command.Allo(100)),
                row("ALLO 100 r 80 ", new Command.Allo(100)),
                row("REST 0", new Command.Rest(0)),
                row("REST D3-1024.9", new Command.RestMarker("D3-1024.9")),
                row("rest u5s.abc ", new Command.RestMarker("u5s.abc")),
                row("REST " + "m".repeat(128), new Command.RestMarker("m".repeat(128))),
                row("REST 007", new Command.Rest(7)),
                row("REST 9223372036854775807", new Command.Rest(Long.MAX_VALUE)),
                row("RNFR a", new Command.Rnfr("a")),
                row("RNTO b", new Command.Rnto("b")),
                row("ABOR", new Command.Abor()),
                row("DELE a", new Command.Dele("a")),
                row("RMD a", new Command.Rmd("a")),
                row("XRMD a", new Command.Rmd("a")),
                row("MKD a", new Command.Mkd("a")),
                row("XMKD a", new Command.Mkd("a")),
                row("MLST", new Command.Mlst("")),
                row("MLST a b", new Command.Mlst("a b")),
                row("MLSD", new Command.Mlsd("")),
                row("MLSD /a", new Command.Mlsd("/a")),
                row("MLSD -a", new Command.Mlsd("-a")),
                row("SIZE a", new Command.Size("a")),
                row("MDTM a", new Command.Mdtm("a")),
                row("MDTM 20200101000000 a", new Command.Mdtm("20200101000000 a")),
                row("HOST ftp.example.org", new Command.Host("ftp.example.org", List.of())),
                row("host FTP.Example.org ", new Command.Host("FTP.Example.org", List.of())),
                row("HOST localhost", new Command.Host("localhost", List.of())),
                row("HOST 1and1.example", new Command.Host("1and1.example", List.of())),
                row("HOST 192.0.2.1", new Command.Host("192.0.2.1", at(0, 192, 0, 2, 1).host())),
                row("HOST [::]", new Command.Host("[::]", at(0, new byte[16]).host())),
                row("HOST " + LABEL_63, new Command.Host(LABEL_63, List.of())),
                row("LANG", new Command.Lang("")),
                row("LANG ", new Command.Lang("")),
                row("LANG en", new Command.Lang("EN")),
                row("lang EN-us ", new Command.Lang("EN-US")),
                row("LANG i-navajo", new Command.Lang("I-NAVAJO")),
                row("CLNT lftp/4.9.2", new Command.Clnt("lftp/4.9.2")),
                row("clnt  Two Words ", new Command.Clnt(" Two Words")),
                row("CSID Name=A;", csid("name", "A")),
                row("csid Name=A;Version=1.0", csid("name", "A", "version", "1.0")),
                row("CSID NAME = A b ; Version=; ", csid("name", "A b", "version", "")),
                row("CSID Name=a=b;;", csid("name", "a=b")),
                row("SMNT /a b ", new Command.Smnt("/a b ")),
                row("AVBL", new Command.Avbl("")),
                row("AVBL ", new Command.Avbl("")),
                row("avbl  a ", new Command.Avbl(" a ")),
                row("MFCT 20020717210715 a b ", new Command.Mfct(TIME, "a b ")),
                row("mfct 20020717210715  a", new Command.Mfct(TIME, " a")),
                row("MFF Modify=20020717210715; a", mff("a", new Change.Modified(TIME))),
                row("mff CREATE=20020717210715;  a ", mff(" a ", new Change.Created(TIME))),
                row(
                        "MFF unix.MODE=0640;modify=20020717210715; a b",
                        mff("a b", new Change.Mode(0640), new Change.Modified(TIME))),
                row("MFF UNIX.mode=7777; a", mff("a", new Change.Mode(07777))),
                row("MFF Modify=20020717210715; ;", mff(";", new Change.Modified(TIME))),
                row(
                        "MFF Size=1;Modify=20020717210715;Lang=en; a",
                        new Command.MffUnsupported(List.of("Size", "Lang"))),
                row("SITE HELP", new Command.SiteHelp("")),
                row("site help ", new Command.SiteHelp("")),
                row("SITE HELP chmod ", new Command.SiteHelp("CHMOD")),
                row("SITE CHMOD 644 a", new Command.SiteChmod(0644, "a")),
                row("site chmod 02770  a b ", new Command.SiteChmod(02770, " a b ")),
                row("SITE CHMOD 0 a", new Command.SiteChmod(0, "a")),
                row("SITE UTIME 20020717210715 a b ", new Command.SiteUtime(TIME, "a b ")),
                row("SITE UTIME 200207172107 a", new Command.SiteUtime(MINUTE, "a")),
                row(
                        "site utime a b 20010101000000 20020717210715 19990101000000 utc",
                        new Command.SiteUtime(TIME, "a b")),
                row(
                        "SITE UTIME 20020717210715 20010101000000 20030303030303 19990101000000 UTC",
                        new Command.SiteUtime(
                                Instant.parse("2003-03-03T03:03:03Z"), "20020717210715")),
                row("SITE IDLE", new Command.SiteIdleAsked()),
                row("SITE IDLE ", new Command.SiteIdleAsked()),
                row("site idle 60 ", new Command.SiteIdle(60)),
                row("SITE IDLE 0", new Command.SiteIdle(0)),
                row("SITE quota", new Command.SiteQuota()),
                row("SITE umask 22", new Command.SiteUnknown("UMASK")),
                row("SITE chmod\t644 a", new Command.SiteUnknown("CHMOD\t644")),
                row("SYST", new Command.Syst()),
                row("STAT", new Command.Stat()),
                row("STAT /a", new Command.StatOf(ListOptions.NONE, "/a")),
                row("HELP", new Command.Help("")),
                row("HELP retr", new Command.Help("RETR")),
                row("HELP  retr ", new Command.Help("RETR")),
                row("NOOP", new Command.Noop()),
                row("noop ", new Command.Noop()),
                row("FEAT", new Command.Feat()),
                row("OPTS UTF8 ON", new Command.OptsUtf8(true)),
                row("opts utf-8 on", new Command.OptsUtf8(true)),
                row("OPTS UTF8", new Command.OptsUtf8(true)),
                row("OPTS UTF8 off ", new Command.OptsUtf8(false)),
                row("OPTS MODE Z", new Command.OptsModeZ(0)),
                row("OPTS MODE  Z ", new Command.OptsModeZ(0)),
                row("OPTS MODE Z  LEVEL  5 ", new Command.OptsModeZ(5)),
                row("OPTS mode z level 9", new Command.OptsModeZ(9)),
                row("OPTS MODE Z ENGINE ZLIB METHOD 8 LEVEL 1", new Command.OptsModeZ(1)));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("understood")
    void aLineBecomesItsCommand(String line, Command command) {
        assertThat(CommandParser.parse(line)).isEqualTo(command);
    }

    static Stream<Arguments> listings() {
        return Stream.of(
                row("", "", ""),
                row(" ", "", ""),
                row(" a b", "", "a b"),
                row("  a", "", " a"),
                row(" -la", "la", ""),
                row(" -la ", "la", ""),
                row(" -a -l", "al", ""),
                row(" -la dir name", "la", "dir name"),
                row(" -1 -R x ", "1R", "x "),
                row(" -l  x", "l", " x"),
                row(" -- -la", "", "-la"),
                row(" -a -- -- x", "a", "-- x"),
                row(" --", "", ""),
                row(" -", "", "-"),
                row(" --all", "", "--all"),
                row(" -a.txt", "", "-a.txt"),
                row(" -é", "", "-é"),
                row(" ./-la", "", "./-la"),
                row(" -d /a/*.txt", "d", "/a/*.txt"),
                row(" -FL -S a", "FLS", "a"),
                row(" -l -- ", "l", ""),
                row(" -R *", "R", "*"),
                row("  -la", "", " -la"),
                row(" dir -la", "", "dir -la"));
    }

    @ParameterizedTest(name = "[{index}] LIST{0}")
    @MethodSource("listings")
    void flagsBeforeThePathOfAListingAreFlagsAndTheRestIsThePath(
            String argument, String flags, String path) {
        var options = ListOptions.of(flags, "");
        assertThat(CommandParser.parse("LIST" + argument))
                .isEqualTo(new Command.List(options, path));
        assertThat(CommandParser.parse("nlst" + argument))
                .isEqualTo(new Command.Nlst(options, path));
        if (argument.isBlank()) return;
        assertThat(CommandParser.parse("STAT" + argument))
                .isEqualTo(new Command.StatOf(options, path));
    }

    static Stream<Arguments> addresses() {
        byte[] loopback6 = new byte[16];
        loopback6[15] = 1;
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = (byte) 192;
        mapped[14] = 2;
        mapped[15] = 1;
        byte[] documentation = new byte[16];
        documentation[0] = 0x20;
        documentation[1] = 0x01;
        documentation[2] = 0x0d;
        documentation[3] = (byte) 0xb8;
        documentation[15] = 0x1f;
        byte[] oneToEight = new byte[16];
        for (int i = 0; i < 8; i++) oneToEight[2 * i + 1] = (byte) (i + 1);
        byte[] endsInZero = new byte[16];
        endsInZero[1] = 1;
        return Stream.of(
                row("PORT 192,0,2,1,4,1", new Command.Port(at(1025, 192, 0, 2, 1))),
                row("PORT 192,0,2,1,4,1 ", new Command.Port(at(1025, 192, 0, 2, 1))),
                row(
                        "PORT 255,255,255,255,255,255",
                        new Command.Port(at(65535, 255, 255, 255, 255))),
                row("PORT 0,0,0,0,0,0", new Command.Port(at(0, 0, 0, 0, 0))),
                row("EPRT |1|192.0.2.1|1025|", new Command.Eprt(at(1025, 192, 0, 2, 1))),
                row("EPRT !1!192.0.2.1!1025!", new Command.Eprt(at(1025, 192, 0, 2, 1))),
                row("EPRT x1x192.0.2.1x65535x", new Command.Eprt(at(65535, 192, 0, 2, 1))),
                row("EPRT |2|::1|80|", new Command.Eprt(at(80, loopback6))),
                row("EPRT |2|0:0:0:0:0:0:0:1|80|", new Command.Eprt(at(80, loopback6))),
                row("EPRT |2|0::0:1|80|", new Command.Eprt(at(80, loopback6))),
                row("EPRT |2|::|80|", new Command.Eprt(at(80, new byte[16]))),
                row("EPRT |2|2001:DB8::1f|80|", new Command.Eprt(at(80, documentation))),
                row("EPRT |2|::ffff:192.0.2.1|80|", new Command.Eprt(at(80, mapped))),
                row("EPRT |2|0:0:0:0:0:FFFF:192.0.2.1|80|", new Command.Eprt(at(80, mapped))),
                row("EPRT |2|1:2:3:4:5:6:7:8|80|", new Command.Eprt(at(80, oneToEight))),
                row(
                        "EPRT |2|1:2:3:4:5:6:7::|80|",
                        new Command.Eprt(at(80, withoutLast(oneToEight)))),
                row("EPRT |2|1::|80|", new Command.Eprt(at(80, endsInZero))),
                row("EPRT |3|whatever|80|", new Command.EprtUnsupported("3")),
                row("EPRT |0|192.0.2.1|80|", new Command.EprtUnsupported("0")));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("addresses")
    void anAddressIsReadFromItsFigures(String line, Command command) {
        assertThat(CommandParser.parse(line)).isEqualTo(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "USER",
                "USER ",
                "ACCT",
                "CWD",
                "CWD ",
                "XCWD",
                "RETR",
                "STOR",
                "APPE",
                "RNFR",
                "RNTO",
                "DELE",
                "RMD",
                "MKD",
                "XMKD",
                "XRMD",
                "SIZE",
                "MDTM ",
                "MFMT",
                "OPTS",
                "OPTS ",
                "PORT",
                "EPRT",
                "TYPE",
                "STRU",
                "MODE",
                "ALLO",
                "REST",
                // no arguments wanted
                "PASV x",
                "QUIT now",
                "REIN x",
                "CDUP ..",
                "XCUP x",
                "PWD x",
                "XPWD x",
                "SYST x",
                "NOOP x",
                "FEAT x",
                "ABOR x",
                // names
                "HOST",
                "HOST ",
                "HOST  a",
                "HOST a b",
                "HOST a:21",
                "HOST a.",
                "HOST .a",
                "HOST a..b",
                "HOST -a",
                "HOST a-.b",
                "HOST a_b",
                "HOST ä.example",
                "HOST ::1",
                "HOST []",
                "HOST [a]",
                "HOST [192.0.2.1]",
                "HOST [::1]:21",
                "HOST [::1",
                "LANG en_US",
                "LANG en us",
                "LANG  en",
                "LANG -",
                "LANG en-",
                "LANG e1",
                "LANG ninechars",
                "LANG en-ninechars",
                "CLNT",
                "CLNT ",
                "CSID",
                "CSID ",
                "CSID ;",
                "CSID Name",
                "CSID =A;",
                "CSID Name=A;x",
                "SMNT",
                "SMNT ",
                // numbers
                "HASH",
                "HASH ",
                "XCRC",
                "XMD5",
                "XSHA",
                "XSHA1 ",
                "XSHA256 ",
                "XSHA512 ",
                "XCRC \"a\" b",
                "XCRC \"a\" 7 5",
                "XCRC \"a\" 5 7 9",
                "XCRC \"a\" -5",
                "XCRC \"a\"b",
                "RANG",
                "RANG 1",
                "RANG 1 ",
                "RANG 1 2 3",
                "RANG 1  2",
                "RANG -1 2",
                "RANG 1-2",
                "RANG 1 9223372036854775808",
                "OPTS MODE",
                "OPTS MODE B",
                "OPTS MODE Z LEVEL",
                "OPTS MODE Z LEVEL 0",
                "OPTS MODE Z LEVEL 10",
                "OPTS MODE Z ENGINE X",
                "OPTS MODE Z BLOCKSIZE 5",
                "REST -1",
                "REST D 1",
                "REST .D1",
                "REST D\t1",
                "REST D\u00e4",
                "REST +1",
                "REST 1e3",
                "REST 1.0",
                "REST 0x10",
                "REST  1",
                "REST 1 2",
                "REST 9223372036854775808",
                "REST 18446744073709551616",
                "REST 99999999999999999999999999",
                "REST ١",
                "REST １",
                "ALLO -1",
                "ALLO x",
                "ALLO 9223372036854775808",
                "ALLO 1 R",
                "ALLO 1 R x",
                "ALLO 1 80",
                "ALLO 1 R 80 x",
                "ALLO R 80",
                // letters
                "TYPE X",
                "TYPE A X",
                "TYPE AN",
                "TYPE I N",
                "TYPE L",
                "TYPE L ",
                "TYPE L 0",
                "TYPE L 256",
                "TYPE L x",
                "TYPE L -8",
                "TYPE A  N",
                "STRU X",
                "STRU FF",
                "STRU  F",
                "MODE X",
                "MODE SB",
                "MODE ſ",
                // addresses
                "PORT 1,2,3,4,5",
                "PORT 1,2,3,4,5,6,7",
                "PORT 256,0,0,1,4,1",
                "PORT 1,2,3,4,5,256",
                "PORT 1,2,3,4,5,-6",
                "PORT 1, 2,3,4,5,6",
                "PORT 1,2,3,4,5,",
                "PORT ,1,2,3,4,5",
                "PORT 1.2.3.4.5.6",
                "PORT a,b,c,d,e,f",
                "PORT 0001,2,3,4,5,6",
                "PORT ١,2,3,4,5,6",
                "EPRT |1|192.0.2.1|80",
                "EPRT 1|192.0.2.1|80|",
                "EPRT |1|192.0.2.1|80||",
                "EPRT |1|192.0.2|80|",
                "EPRT |1|192.0.2.1.1|80|",
                "EPRT |1|192.0.2.256|80|",
                "EPRT |1|localhost|80|",
                "EPRT |1|::1|80|",
                "EPRT |1||80|",
                "EPRT |1|192.0.2.1||",
                "EPRT |1|192.0.2.1|65536|",
                "EPRT |1|192.0.2.1|-1|",
                "EPRT |1|192.0.2.1|000080|",
                "EPRT ||192.0.2.1|80|",
                "EPRT |x|192.0.2.1|80|",
                "EPRT |-1|192.0.2.1|80|",
                "EPRT |2|192.0.2.1|80|",
                "EPRT |2|localhost|80|",
                "EPRT |2||80|",
                "EPRT |2|:|80|",
                "EPRT |2|:::|80|",
                "EPRT |2|1::2::3|80|",
                "EPRT |2|1:2:3:4:5:6:7|80|",
                "EPRT |2|1:2:3:4:5:6:7:8:9|80|",
                "EPRT |2|1:2:3:4::5:6:7:8|80|",
                "EPRT |2|12345::|80|",
                "EPRT |2|g::|80|",
                "EPRT |2|::1%eth0|80|",
                "EPRT |2|[::1]|80|",
                "EPRT |2|1.2.3.4::|80|",
                "EPRT |2|::1.2.3|80|",
                "EPRT |2|1:2:3:4:5:6:7:1.2.3.4|80|",
                "EPRT |2|-1::|80|",
                "EPRT |2|:1::|80|",
                "EPRT |2|::１|80|",
                "EPRT  |1|192.0.2.1|80|",
                "EPRT :2:::1:80:",
                "EPRT é1é1.2.3.4é80é",
                "EPSV x",
                "EPSV -1",
                "EPSV 1 2",
                "EPSV ALL 1",
                "EPSV |1|",
                // times
                "MFMT 20200101000000",
                "MFMT 20200101000000 ",
                "MFMT  a",
                "MFMT a 20200101000000",
                "MFMT 20200230000000 a",
                "MFMT 2020010100000 a",
                "MFMT 20200101000000. a",
                "MFCT",
                "MFCT 20200101000000",
                "MFCT  a",
                "MFCT 20200230000000 a",
                "MFF",
                "MFF ",
                "MFF a",
                "MFF Modify=20200101000000;",
                "MFF Modify=20200101000000; ",
                "MFF Modify=20200101000000 a",
                "MFF  Modify=20200101000000; a",
                "MFF ; a",
                "MFF Modify; a",
                "MFF =1; a",
                "MFF Modify=; a",
                "MFF Modify=20200230000000; a",
                "MFF Create=now; a",
                "MFF UNIX.mode=; a",
                "MFF UNIX.mode=8; a",
                "MFF UNIX.mode=10000; a",
                "MFF UNIX.mode=-1; a",
                "MFF Modify=20200101000000;;UNIX.mode=1; a",
                "MFF Modify=20200101000000;modify=20200101000000; a",
                "MFF Size=1;size=1; a",
                "MFF Size=1;Modify=x; a",
                "SITE",
                "SITE ",
                "SITE  HELP",
                // options
                "OPTS UTF8 maybe",
                "OPTS UTF8 ON OFF",
                "OPTS MLST type size",
                "OPTS MLST type; size;",
                "OPTS MLST ;",
                "OPTS MLST type;;size;"
            })
    void whatIsNoArgumentIsMalformedAndSaysWhy(String line) {
        String verb = line.contains(" ") ? line.substring(0, line.indexOf(' ')) : line;
        assertThat(CommandParser.parse(line))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> {
                            assertThat(malformed.verb()).isEqualTo(verb);
                            assertThat(malformed.why()).isNotBlank();
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SITE CHMOD",
                "SITE CHMOD ",
                "SITE CHMOD 644",
                "SITE CHMOD 644 ",
                "SITE CHMOD  644 a",
                "SITE CHMOD a",
                "SITE CHMOD u+x a",
                "SITE CHMOD 888 a",
                "SITE CHMOD 10000 a",
                "SITE CHMOD 000644 a",
                "SITE CHMOD -1 a",
                "SITE CHMOD ٦ a",
                "SITE UTIME",
                "SITE UTIME a",
                "SITE UTIME 20020717210715",
                "SITE UTIME 20020717210715 ",
                "SITE UTIME 20020230210715 a",
                "SITE UTIME 2002071721071 a",
                "SITE UTIME  20020717210715 a",
                "SITE UTIME a 20010101000000 20020230000000 19990101000000 UTC",
                "SITE UTIME a 20010101000000 20020717210715 19990101000000 CET",
                "SITE UTIME a 20010101000000 20020717210715 UTC",
                "SITE IDLE x",
                "SITE IDLE -1",
                "SITE IDLE 1 2",
                "SITE IDLE 9223372036854775808"
            })
    void whatIsNoArgumentOfASiteCommandIsMalformedAndSaysWhy(String line) {
        assertThat(CommandParser.parse(line))
                .isInstanceOfSatisfying(
                        Command.Malformed.class,
                        malformed -> {
                            assertThat(line).startsWith(malformed.verb());
                            assertThat(malformed.verb()).matches("SITE [A-Z]+");
                            assertThat(malformed.why()).isNotBlank();
                        });
    }

    @Test
    void namesLongerThanDnsHasThemAreNoHosts() {
        String longest = (LABEL_63 + ".").repeat(3) + "a".repeat(61);
        assertThat(CommandParser.parse("HOST " + longest))
                .isEqualTo(new Command.Host(longest, List.of()));
        for (String name : List.of(longest + "a", LABEL_63 + "a")) {
            assertThat(CommandParser.parse("HOST " + name)).isInstanceOf(Command.Malformed.class);
        }
    }

    @Test
    void aMarkerLongerThanWeGiveIsNone() {
        assertThat(CommandParser.parse("REST " + "m".repeat(129)))
                .isInstanceOf(Command.Malformed.class);
    }

    @Test
    void mfmtTakesATimeAndTheWholeRestAsPath() {
        assertThat(CommandParser.parse("MFMT 20020717210715 Fred.txt"))
                .isEqualTo(new Command.Mfmt(Instant.parse("2002-07-17T21:07:15Z"), "Fred.txt"));
        assertThat(CommandParser.parse("mfmt 20020717210715.5  a b "))
                .isEqualTo(new Command.Mfmt(Instant.parse("2002-07-17T21:07:15.5Z"), " a b "));
    }

    @Test
    void factsAskedForAreKeptInOurOrderAndUnknownOnesDropped() {
        assertThat(CommandParser.parse("OPTS MLST UNIX.Mode;frogs;size;TYPE;size;"))
                .isEqualTo(new Command.OptsMlst(List.of("type", "size", "unix.mode")));
        assertThat(CommandParser.parse("opts mlst modify;unique"))
                .isEqualTo(new Command.OptsMlst(List.of("modify", "unique")));
        assertThat(CommandParser.parse("OPTS MLST")).isEqualTo(new Command.OptsMlst(List.of()));
        assertThat(CommandParser.parse("OPTS MLST fish;cakes;"))
                .isEqualTo(new Command.OptsMlst(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " NOOP",
                "XYZZY",
                "NOOPS",
                "CWD\t/a",
                "GET / HTTP/1.1",
                "ſTOR a",
                "LıST",
                "noop\u0000"
            })
    void whatIsNoVerbIsUnknown(String line) {
        assertThat(CommandParser.parse(line)).isInstanceOf(Command.Unknown.class);
    }

    @Test
    void anUnknownVerbIsKeptInUpperCase() {
        assertThat(CommandParser.parse("xyzzy 1 2")).isEqualTo(new Command.Unknown("XYZZY"));
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void everyVerbOfTheTableIsServedOrKnownInBothCases(Verb verb) {
        for (String argument : List.of("", " x", " 1")) {
            Command upper = CommandParser.parse(verb.name() + argument);
            Command lower =
                    CommandParser.parse(verb.name().toLowerCase(java.util.Locale.ROOT) + argument);
            assertThat(lower).isEqualTo(upper).isNotInstanceOf(Command.Unknown.class);
            assertThat(upper instanceof Command.NotImplemented).isEqualTo(!verb.served());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Verb.class,
            mode = Mode.INCLUDE,
            names = {
                "CWD", "XCWD", "RETR", "STOR", "STOU", "APPE", "RNFR", "RNTO", "DELE", "RMD",
                "XRMD", "MKD", "XMKD", "MLST", "MLSD", "SIZE", "MDTM"
            })
    void aPathIsTheRestOfTheLineAsItStands(Verb verb) throws Exception {
        for (String path : List.of(" a", "a ", "a  b", " ", "-a", "\u0001", "�0A", "日本", "\"")) {
            Command command = CommandParser.parse(verb + " " + path);
            assertThat(command.getClass().getMethod("path").invoke(command)).isEqualTo(path);
        }
    }

    @Test
    void aSecretIsInNoCommandsText() {
        for (String line : List.of("PASS s3cret", "ACCT s3cret", "pass s3cret")) {
            assertThat(CommandParser.parse(line).toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void aLongArgumentIsNotRepeatedInFull() {
        assertThat(CommandParser.parse("REST " + "x".repeat(10_000)).toString())
                .hasSizeLessThan(200);
    }

    @Test
    void everyLineHasACommand() {
        qt().withExamples(5_000)
                .forAll(lines())
                .checkAssert(line -> assertThat(CommandParser.parse(line)).isNotNull());
    }

    @Test
    void everyAddressThatCanBePrintedIsReadBack() {
        qt().forAll(
                        lists().of(integers().between(0, 255)).ofSize(16),
                        integers().between(0, 65_535))
                .checkAssert((numbers, port) -> {
                    byte[] bytes = new byte[16];
                    var groups = new ArrayList<String>();
                    for (int i = 0; i < 16; i++) bytes[i] = numbers.get(i).byteValue();
                    for (int i = 0; i < 16; i += 2) {
                        groups.add(Integer.toHexString(numbers.get(i) * 256 + numbers.get(i + 1)));
                    }
                    String address = String.join(":", groups);
                    assertThat(CommandParser.parse("EPRT |2|" + address + "|" + port + "|"))
                            .isEqualTo(new Command.Eprt(at(port, bytes)));
                });
    }

    /// Verbs and near misses before arguments made of what the parser looks at, and plain noise.
    private static Gen<String> lines() {
        Gen<String> verb =
                pick(Arrays.stream(Verb.values()).map(Verb::name).toList())
                        .mix(strings().allPossible().ofLengthBetween(0, 5));
        Gen<String> pieces =
                pick(
                        List.of(
                                " ",
                                "-",
                                "--",
                                "|",
                                ",",
                                ".",
                                ":",
                                "::",
                                "1",
                                "2",
                                "255",
                                "8",
                                "A",
                                "L",
                                "R ",
                                ";",
                                "type",
                                "MLST",
                                "UTF8",
                                "ON",
                                "ALL",
                                "ffff",
                                "/",
                                "20200101000000",
                                "99999999999999999999",
                                "\r",
                                "\n",
                                "\0",
                                "\ud800",
                                "é",
                                "�0A"));
        Gen<String> argument =
                lists().of(pieces)
                        .ofSizeBetween(0, 12)
                        .map(list -> String.join("", list))
                        .mix(strings().allPossible().ofLengthBetween(0, 30));
        return verb.zip(argument, (name, text) -> name + " " + text)
                .mix(strings().allPossible().ofLengthBetween(0, 40));
    }

    private static HostPort at(int port, int... host) {
        return new HostPort(Arrays.stream(host).mapToObj(value -> (byte) value).toList(), port);
    }

    private static HostPort at(int port, byte[] host) {
        var bytes = new ArrayList<Byte>();
        for (byte b : host) bytes.add(b);
        return new HostPort(bytes, port);
    }

    private static byte[] withoutLast(byte[] address) {
        byte[] other = address.clone();
        other[15] = 0;
        return other;
    }

    private static Arguments row(Object... values) {
        return Arguments.of(values);
    }
}
