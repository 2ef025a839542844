namespace DustWatch.Benchmarks;

/// <summary>Where the built <c>dustwatch</c> is: beside this program, as in the tests, or where its own build puts it.</summary>
internal static class DustWatchExecutable
{
    private const string FileName = "dustwatch.dll";

    /// <summary>Its path.</summary>
    /// <exception cref="InvalidOperationException">It is not built.</exception>
    public static string Find()
    {
        var own = AppContext.BaseDirectory;
        var built = Path.Combine(own, "..", "..", "DustWatch.Dashboard", Path.GetFileName(Path.TrimEndingDirectorySeparator(own)), FileName);
        return new[] { Path.Combine(own, FileName), built }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{Path.GetFullPath(built)} is not there: build dashboard in the same configuration.");
    }
}
