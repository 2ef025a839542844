namespace DustWatch.Backends.Sqlite;

/// <summary>The format of a file, and the way from each earlier one to it.</summary>
/// <param name="Schema">Makes the tables of an empty file.</param>
/// <param name="Migrations">The first brings a file of format 1 to format 2, the next to 3, and so on. Never changed once a version was given out.</param>
internal sealed record SqliteFormat(string Schema, IReadOnlyList<string> Migrations)
{
    /// <summary>Number of the format, the file's <c>user_version</c>.</summary>
    public int Version => Migrations.Count + 1;
}
