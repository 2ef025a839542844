using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>Reads every record of a log, in pages, so that no transaction is long. One thread.</summary>
/// <param name="file">On a connection that nobody else uses meanwhile.</param>
/// <param name="read">Told how many bytes more have been read.</param>
internal sealed class LogExamination(SqliteFile file, Action<long> read)
{
    private const int PageRecords = 256;
    private const string SelectPage = "SELECT position, at, kind, checksum, body FROM record WHERE position > ? ORDER BY position LIMIT ?";

    /// <summary>Position of the first record.</summary>
    public long First { get; private set; }

    /// <summary>Position of the last record before the first damage; one before the first when there is none.</summary>
    public long End { get; private set; }

    /// <summary>Time of that record; of the last one that was cut when there is none.</summary>
    public Instant LastAt { get; private set; }

    /// <summary>Samples in records before the first damage.</summary>
    public long Samples { get; private set; }

    /// <summary>Reads up to the end, or up to the first damage.</summary>
    /// <returns>What is damaged, for a person; null when nothing is.</returns>
    public string? Run()
    {
        BeginAfterCut();
        try
        {
            while (true)
            {
                var count = ReadPage(out var isWhole);
                if (isWhole && count == PageRecords)
                {
                    continue;
                }

                // What is missing may have been cut by a running server since the last page.
                if (LogFile.ReadCut(file).Position > End)
                {
                    BeginAfterCut();
                }
                else
                {
                    return isWhole ? null : Damage($"record {End + 1} is damaged or missing", file.Number("SELECT ifnull(max(position), 0) FROM record"));
                }
            }
        }
        catch (SqliteException e) when (LogRepair.IsDamage(e))
        {
            return Damage(e.Message, last: 0);
        }
    }

    private string Damage(string what, long last) => $"{what}; it is whole from record {First} to {End}{(last > End ? $", and goes on to record {last}" : string.Empty)}";

    private void BeginAfterCut()
    {
        (End, LastAt) = LogFile.ReadCut(file);
        (First, Samples) = (End + 1, 0);
    }

    // In a transaction of its own; it ends before a record that is damaged or not the next.
    private int ReadPage(out bool isWhole)
    {
        var count = 0;
        var rows = file.Prepare(SelectPage).Bind(1, End).Bind(2, PageRecords);
        for (; rows.Step(); count++)
        {
            read(rows.Blob(4).Length);
            if (rows.Long(0) != End + 1 || !LogFile.TryReadRow(rows, out var record))
            {
                rows.Reset();
                isWhole = false;
                return count;
            }

            Samples += record is SampleBatch batch ? batch.Samples.Length : 0;
            (End, LastAt) = (record.Position, record.At);
        }

        isWhole = true;
        return count;
    }
}
