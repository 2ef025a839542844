using System.Globalization;
using System.Text;

namespace DustWatch.Backends.Influx;

/// <summary>
/// The durable marks, in a small file that is written aside, synced and renamed. A server of another name begins at the beginning: it has nothing yet.
/// <code>
/// file   = target LF mark LF *( mark SP to LF )     ; target: the server's address and database, without secrets; then what was left behind
/// mark   = position SP ledger SP at
/// </code>
/// One caller at a time.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="target">Which server.</param>
internal sealed class InfluxMarkFile(string path, string target)
{
    /// <summary>Name of the file.</summary>
    public const string Name = "influx.mark";

    /// <summary>The marks of this server; the beginning when there are none, or when the file cannot be understood.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public (InfluxMark Live, IReadOnlyList<InfluxRange> Behind) Read() =>
        File.Exists(path) && TryRead(path, out var found, out var live, out var behind) && found == target ? (live, behind) : (default, []);

    /// <summary>The marks of whatever server; <see langword="false"/> when the file cannot be understood.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static bool TryRead(string path, out string target, out InfluxMark live, out IReadOnlyList<InfluxRange> behind)
    {
        (target, live, behind) = (string.Empty, default, []);
        if (File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries) is not [var name, var mark, .. var rest])
        {
            return false;
        }

        var (numbers, ranges) = (Numbers(mark), rest.Select(Numbers).ToList());
        if (numbers.Length != 3 || !ranges.TrueForAll(range => range.Length == 4))
        {
            return false;
        }

        target = name;
        live = new InfluxMark(numbers[0], numbers[1], numbers[2]);
        behind = [.. ranges.Select(range => new InfluxRange(new InfluxMark(range[0], range[1], range[2]), range[3]))];
        return true;
    }

    /// <summary>Stores marks.</summary>
    /// <exception cref="IOException">The disk refuses; those before stand.</exception>
    public void Write(InfluxMark live, IEnumerable<InfluxRange> behind)
    {
        var text = new StringBuilder(target).Append('\n').Append(Text(live)).Append('\n');
        foreach (var range in behind)
        {
            text.Append(Text(range.From)).Append(' ').Append(range.To).Append('\n');
        }

        var aside = path + ".new";
        using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        Durable.FlushDirectory(Path.GetDirectoryName(path) ?? ".");
    }

    private static string Text(InfluxMark mark) => string.Create(CultureInfo.InvariantCulture, $"{mark.Position} {mark.Ledger} {mark.At}");

    private static long[] Numbers(string line) =>
        [.. line.Split(' ').Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null).OfType<long>()];
}
