namespace DustWatch.Dashboard.Security;

/// <summary>A session that was opened just now.</summary>
/// <param name="Token">Its secret; goes to the caller and nowhere else.</param>
/// <param name="Caller">Whose it is.</param>
internal sealed record OpenedSession(string Token, Caller Caller);
