using System.Text.Json.Nodes;

namespace DustWatch.Dashboard.Contracts;

/// <summary>The hub's <c>alert</c>.</summary>
public sealed record AlertMessage(long Seq, JsonObject Alert);
