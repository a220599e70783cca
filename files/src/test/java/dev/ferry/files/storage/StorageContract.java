package dev.ferry.files.storage;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/// What every [Storage] does, as far as its capabilities go. A storage's own test extends this and
/// says how to make one.
public abstract class StorageContract
        implements PublicationContract,
                AppendingContract,
                PartialsContract,
                TakeOverContract,
                MarkContract,
                FolderContract,
                RenameContract,
                NameContract,
                ListingContract,
                AttributeContract,
                VersionContract,
                CrowdContract,
                RestartContract {

    private Storage files;

    /// A new storage with nothing in it. Closed by the contract.
    protected abstract Storage storage() throws Exception;

    /// The storage last made, as it is found after its process was killed: nothing of it was
    /// closed, and uploads were running. Skips the test where nothing outlives the process.
    protected Storage reopened() throws Exception {
        return Assumptions.abort("this storage does not outlive its process");
    }

    @BeforeEach
    final void open() throws Exception {
        files = storage();
    }

    @AfterEach
    final void close() throws IOException {
        files.close();
    }

    @Override
    public final Storage files() {
        return files;
    }

    @Override
    public final void restart() throws Exception {
        files = reopened();
    }
}
