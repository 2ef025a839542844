namespace DustWatch.Measurements;

/// <summary>A site factor K of device, quantity and site: gravimetric over optical reading.</summary>
/// <param name="K">Above 0.</param>
/// <param name="From">First day on which it holds.</param>
/// <param name="Until">First day on which it no longer holds, or null.</param>
/// <param name="Report">The report it rests on, or null.</param>
public sealed record SiteFactor(decimal K, DateOnly From, DateOnly? Until, string? Report);
