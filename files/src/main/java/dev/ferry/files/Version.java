package dev.ferry.files;

/// Which bytes a file holds, told without reading them: where two versions are the [#same], so are
/// the bytes.
///
/// @param file which file it is, as long as it exists and whatever its name
/// @param content another for other bytes, as far as that shows without `change`
/// @param change another after anything about the file was changed, a time that was put back too
/// @param settled whether a change that comes now is sure to show; not where the storage's clock
///   may still stand where it stood at the last change, or where this is not all of the file
public record Version(String file, String content, String change, boolean settled) {

    public boolean same(Version other) {
        return file.equals(other.file) && state().equals(other.state());
    }

    /// Whether `later` holds these bytes still, where nothing was done in between but a rename or a
    /// change of mode.
    public boolean keptBy(Version later) {
        return settled && file.equals(later.file) && content.equals(later.content);
    }

    /// `content` and `change` in a word, to be kept and compared.
    public String state() {
        return content + '/' + change;
    }
}
