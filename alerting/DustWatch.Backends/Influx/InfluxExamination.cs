namespace DustWatch.Backends.Influx;

/// <summary>Looks at the file of the marks up to which an InfluxDB has everything, and changes nothing. Any thread; connects to nothing.</summary>
public static class InfluxExamination
{
    /// <summary>Name of the file, in the data folder.</summary>
    public const string FileName = InfluxMarkFile.Name;

    /// <summary>Whether the marks can be understood, and are those of the server that is written to.</summary>
    /// <param name="path">The file, which is there.</param>
    /// <param name="options">Where is written to; null for nowhere.</param>
    /// <returns>What was found, and the log position up to which that server has everything; null when it begins at the beginning, or there is none.</returns>
    public static (FileFinding Finding, long? Position) Examine(string path, InfluxOptions? options)
    {
        try
        {
            if (!InfluxMarkFile.TryRead(path, out var target, out var live, out var behind))
            {
                return (new FileFinding(FindingKind.Warning, "cannot be understood: an InfluxDB is sent all that the log holds, once more where it has that"), null);
            }

            if (options is null)
            {
                return (new FileFinding(FindingKind.Note, $"of {target}, which is not written to now (History:Kind)"), null);
            }

            if (target != options.ToString())
            {
                return (new FileFinding(FindingKind.Warning, $"of {target}, and {options} is written to now: it is sent all that the log holds"), null);
            }

            var position = behind.Count > 0 ? behind[0].From.Position : live.Position;
            return (new FileFinding(FindingKind.Whole, $"{target} has all up to log position {position}"), position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (new FileFinding(FindingKind.Fault, $"cannot be read: {e.Message}"), null);
        }
    }
}
