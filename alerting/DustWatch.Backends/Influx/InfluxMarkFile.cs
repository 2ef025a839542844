using System.Globalization;
using System.Text;

namespace DustWatch.Backends.Influx;

/// <summary>
/// The durable mark, in a small file that is written aside, synced and renamed. A server of another name begins at the beginning: it has nothing yet.
/// <code>
/// file = target LF position SP ledger SP at LF      ; target: the server's address and database, without secrets
/// </code>
/// One caller at a time.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="target">Which server.</param>
internal sealed class InfluxMarkFile(string path, string target)
{
    /// <summary>The mark of this server; the beginning when there is none, or when the file cannot be understood.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public InfluxMark Read() =>
        File.Exists(path)
        && File.ReadAllText(path).Split('\n') is [var name, var marks, ..]
        && name == target
        && marks.Split(' ') is [var position, var ledger, var at]
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var p)
        && long.TryParse(ledger, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var a)
            ? new InfluxMark(p, l, a)
            : default;

    /// <summary>Stores a mark.</summary>
    /// <exception cref="IOException">The disk refuses; the one before stands.</exception>
    public void Write(InfluxMark mark)
    {
        var aside = path + ".new";
        using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{target}\n{mark.Position} {mark.Ledger} {mark.At}\n")));
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        Durable.FlushDirectory(Path.GetDirectoryName(path) ?? ".");
    }
}
