using System.IO.Compression;
using System.Text.Json;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Backup;

/// <summary>What a backup holds: its last entry, <c>backup.json</c>, without which it is none.</summary>
/// <param name="Format">1.</param>
/// <param name="Version">Of the program that made it.</param>
/// <param name="At">When it was begun.</param>
/// <param name="LogEnd">Position of the log's last record.</param>
/// <param name="LedgerHead">Number of the ledger's last entry.</param>
/// <param name="Files">Every other entry.</param>
internal sealed record BackupManifest(int Format, string Version, Instant At, long LogEnd, long LedgerHead, IReadOnlyList<BackupEntry> Files)
{
    public const string Name = "backup.json";
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new Contracts.InstantJsonConverter() } };

    /// <summary>One line for a person.</summary>
    public override string ToString() => $"{Files.Count} files, {Files.Sum(f => f.Length)} bytes: ledger up to entry {LedgerHead}, log up to record {LogEnd}, {At}";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads it from a backup, or from a folder that a restore has unpacked.</summary>
    /// <exception cref="InvalidDataException">It is not there, or of another format.</exception>
    public static BackupManifest Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(json, Options) is { Format: CurrentFormat, Files: not null } manifest
                ? manifest
                : throw new InvalidDataException($"its format is not {CurrentFormat}; a later version made it");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"its {Name} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads it from a backup.</summary>
    /// <exception cref="InvalidDataException">It is not there, or cannot be understood.</exception>
    public static BackupManifest Read(ZipArchive archive)
    {
        using var stream = (archive.GetEntry(Name) ?? throw new InvalidDataException($"it has no {Name}")).Open();
        using var json = new MemoryStream();
        stream.CopyTo(json);
        return Read(json.ToArray());
    }
}
