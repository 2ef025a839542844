namespace DustWatch.Benchmarks.Hub;

/// <summary>How a bare hub tells of updates.</summary>
internal enum HubPeerKind
{
    /// <summary>One message an update.</summary>
    One,

    /// <summary>All that changed in one message.</summary>
    Batched,
}
