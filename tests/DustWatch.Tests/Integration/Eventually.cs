namespace DustWatch.Tests.Integration;

/// <summary>Waits for a condition by asking again and again. How long it waits decides nothing but when a broken build stops hanging.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The first answer that is as expected.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> askAsync, Func<T, bool> isExpected, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await askAsync();
            if (isExpected(answer))
            {
                return answer;
            }

            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"Waited for {what}; the last answer was: {answer}");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Waits until it is so.</summary>
    public static Task IsTrueAsync(Func<Task<bool>> askAsync, string what) => GetAsync(askAsync, isSo => isSo, what);
}
