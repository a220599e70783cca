# Perl's Net::FTP as a command. Its words are those of python/ftplib_client.py.
use strict;
use warnings;
use Net::FTP;

my ($host, $port, $user, $password, $folder, $way, $verb, @names) = @ARGV;
my $ftp = Net::FTP->new($host, Port => $port, Timeout => 60, Passive => $way eq 'passive') or die $@;

sub must {
    my ($done, $what) = @_;
    die "$what: ", $ftp->message unless defined $done;
    return $done;
}

sub pairs {
    my ($use) = @_;
    my @left = @names;
    while (my ($from, $to) = splice @left, 0, 2) { $use->($from, $to) }
}

sub put_tree {
    my ($name) = @_;
    must($ftp->mkdir($name), "mkdir $name");
    opendir my $entries, $name or die "$name: $!";
    for my $entry (sort grep { !/^\.\.?$/ } readdir $entries) {
        my $path = "$name/$entry";
        if (-d $path) { put_tree($path) }
        else { must($ftp->put($path, $path), "put $path") }
    }
}

# By the lines of LIST, as its users do: Net::FTP reads no MLSD.
sub get_tree {
    my ($name) = @_;
    mkdir $name or die "$name: $!";
    for my $line (@{ must(scalar $ftp->dir($name), "dir $name") }) {
        my ($kind, $entry) = $line =~ /^(.)\S+\s+\d+\s+\S+\s+\S+\s+\d+ \w{3} [ \d]\d [\d: ]{5} (.*)$/ or die "line: $line";
        my $path = "$name/$entry";
        if ($kind eq 'd') { get_tree($path) }
        elsif ($kind eq '-') { must($ftp->get($path, $path), "get $path") }
    }
}

must($ftp->login($user, $password) || undef, 'login');
must($ftp->cwd($folder) || undef, "cwd $folder");
$ftp->binary;
if ($verb eq 'put') { pairs(sub { must($ftp->put($_[0], $_[1]), "put $_[1]") }) }
elsif ($verb eq 'get') { pairs(sub { must($ftp->get($_[0], $_[1]), "get $_[0]") }) }
elsif ($verb eq 'put-on') {
    pairs(sub {
        my ($local, $remote) = @_;
        open my $file, '<:raw', $local or die "$local: $!";
        seek $file, must($ftp->size($remote), "size $remote"), 0;
        must($ftp->append($file, $remote), "append $remote");
    });
}
elsif ($verb eq 'get-on') { pairs(sub { must($ftp->get($_[0], $_[1], -s $_[1]), "get $_[0]") }) }
elsif ($verb eq 'put-text') {
    $ftp->ascii;
    pairs(sub { must($ftp->put($_[0], $_[1]), "put $_[1]") });
}
elsif ($verb eq 'get-text') {
    $ftp->ascii;
    pairs(sub { must($ftp->get($_[0], $_[1]), "get $_[0]") });
}
elsif ($verb eq 'list') { print "$_\n" for @{ must(scalar $ftp->ls, 'ls') } }
elsif ($verb eq 'put-tree') { put_tree($names[0]) }
elsif ($verb eq 'get-tree') { get_tree($names[0]) }
elsif ($verb eq 'get-pattern') { must($ftp->get($_), "get $_") for @{ must(scalar $ftp->ls($names[0]), 'ls') } }
$ftp->quit;
