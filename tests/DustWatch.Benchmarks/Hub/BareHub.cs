namespace DustWatch.Benchmarks.Hub;

/// <summary>A hub that nobody calls.</summary>
internal sealed class BareHub : Microsoft.AspNetCore.SignalR.Hub
{
}
