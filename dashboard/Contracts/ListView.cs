namespace DustWatch.Dashboard.Contracts;

/// <summary>A page of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">What <c>cursor</c> takes for the next page; null on the last.</param>
internal sealed record ListView<T>(IReadOnlyList<T> Items, string? Next);
