namespace DustWatch.Benchmarks.Hub;

/// <summary>A value as the product's hub spells it.</summary>
internal sealed record HubPeerValue(string Point, string Quantity, DateTimeOffset T, double Value, string Level);
