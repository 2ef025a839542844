using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>
/// A disk that becomes full and has room again. Without privileges it is the largest file that the process may write; where infra/drills/disk.sh has mounted a
/// small one and named it in DUSTWATCH_SMALL_DISK, it is that one, filled up.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string? _filler = Environment.GetEnvironmentVariable("DUSTWATCH_SMALL_DISK") is { Length: > 0 } disk ? Path.Combine(disk, "filler") : null;

    /// <summary>Leaves a server nothing to write to.</summary>
    public async Task FillAsync(DustWatchProcess server)
    {
        if (_filler is null)
        {
            await LimitAsync(server, "1");
            return;
        }

        using var file = new FileStream(_filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[1 << 20, 1 << 12, 1])
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // No room for so much: what is smaller may still fit.
            }
        }
    }

    /// <summary>Gives room again.</summary>
    public async Task FreeAsync(DustWatchProcess server)
    {
        if (_filler is null)
        {
            await LimitAsync(server, "unlimited");
        }
        else
        {
            File.Delete(_filler);
        }
    }

    public void Dispose()
    {
        if (_filler is not null)
        {
            File.Delete(_filler);
        }
    }

    private static async Task LimitAsync(DustWatchProcess server, string bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", server.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:unlimited"]);
        await prlimit.WaitForExitAsync();
        Assert.That(prlimit.ExitCode, Is.Zero);
    }
}
