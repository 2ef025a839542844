using System.Text;
using DustWatch.Measurements;

namespace DustWatch.Backends.Influx;

/// <summary>
/// The lines that a server will not have, in a file, each after the reason. It is bounded: when it is full it takes the place of the one before, so that
/// the newest are there. Any thread.
/// <code>
/// entry = "# " time SP reason LF line LF          ; line protocol, which the server's own tools read, and where a comment begins with #
/// </code>
/// </summary>
/// <param name="path">The file; made when there is something to write.</param>
internal sealed class RefusedLines(string path)
{
    /// <summary>The file is moved away when it is so long.</summary>
    public const long LengthMaximum = 16L << 20;

    private const string OlderSuffix = ".old";

    private readonly Lock _gate = new();

    /// <summary>Adds lines with the reason.</summary>
    /// <param name="lines">Whole lines, each with its end.</param>
    /// <param name="reason">The server's.</param>
    /// <param name="at">When.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Add(ReadOnlySpan<byte> lines, string reason, Instant at)
    {
        lock (_gate)
        {
            if (File.Exists(path) && new FileInfo(path).Length >= LengthMaximum)
            {
                File.Move(path, path + OlderSuffix, overwrite: true);
            }

            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(Encoding.UTF8.GetBytes($"# {at} {reason.ReplaceLineEndings(" ")}\n"));
            file.Write(lines);
        }
    }
}
