using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>
/// Finds the points of lines. Files are mostly in runs of one point, or go round their points in the same order again and again: the point of the last line, and
/// the one that came after it before, are tried first.
/// </summary>
/// <param name="registry">The points that there are.</param>
internal sealed class LinePoints(Registry registry)
{
    private readonly RegistryIntake _registry = new(registry);
    private readonly PointIntake?[] _after = new PointIntake?[registry.Points.Count]; // [point]
    private PointIntake? _last;

    /// <summary>The point with this id, UTF-8; null when there is none.</summary>
    public PointIntake? Find(ReadOnlySpan<byte> id)
    {
        if (_last is not { } last)
        {
            return _last = _registry.FindPoint(id);
        }

        if (id.SequenceEqual(last.IdUtf8))
        {
            return last;
        }

        if (_after[last.Number] is { } next && id.SequenceEqual(next.IdUtf8))
        {
            return _last = next;
        }

        if (_registry.FindPoint(id) is not { } found)
        {
            return null;
        }

        _after[last.Number] = found;
        return _last = found;
    }
}
