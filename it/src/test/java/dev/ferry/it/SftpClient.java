package dev.ferry.it;

import java.nio.file.Path;
import java.util.List;

/// A program that speaks SFTP and that we did not write. What it is told it is told as plans; they
/// run in a folder that holds the local files, and is the program's home.
interface SftpClient {

    /// Where it is to go.
    ///
    /// @param folder a name in the root of the account
    /// @param remote the same on the disk of this machine
    record Call(SftpHarbour harbour, String folder, Path remote) {

        String port() {
            return Integer.toString(harbour.port());
        }

        /// With the account's name.
        String target() {
            return harbour.target() + ":/" + folder;
        }
    }

    /// As the table says it.
    String name();

    /// What has to be there to run it.
    List<Stranger> programs();

    /// Uploads a file under its own name.
    Plan put(Call call, String name);

    /// Downloads a file under its own name.
    Plan get(Call call, String name);

    /// Goes on with an upload.
    Plan putOn(Call call, String name);

    /// Goes on with a download.
    Plan getOn(Call call, String name);

    /// Uploads a folder and all below it, under its own name.
    ///
    /// @param paths of the files in it, from that name on
    Plan putTree(Call call, String folder, List<String> paths);

    /// Downloads a folder and all below it, under its own name.
    Plan getTree(Call call, String folder, List<String> paths);

    /// Prints the names in the folder, one a line or as a part of one.
    Plan list(Call call);
}
