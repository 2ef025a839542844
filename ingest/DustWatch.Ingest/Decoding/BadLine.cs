using System.Text;
using DustWatch.Ingest.Validation;

namespace DustWatch.Ingest.Decoding;

/// <summary>A line of a file that was skipped.</summary>
/// <param name="File">As named to the reader.</param>
/// <param name="Line">From 1, the header being 1.</param>
/// <param name="Reason">Why.</param>
/// <param name="Text">The line, cut to 120 bytes.</param>
public sealed record BadLine(string File, long Line, RejectReason Reason, string Text)
{
    private const int ShownBytesMaximum = 120;

    /// <summary>One line for a person: <c>week.csv:17: not-a-number: p1,dust_total,1700000000000,x</c>.</summary>
    public override string ToString() => $"{File}:{Line}: {RejectReasons.NameOf(Reason)}: {Text}";

    /// <summary>Of the line's bytes.</summary>
    internal static BadLine Of(string file, long number, RejectReason reason, ReadOnlySpan<byte> line) =>
        new(file, number, reason, Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownBytesMaximum)]));
}
