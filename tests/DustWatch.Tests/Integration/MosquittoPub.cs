using System.Diagnostics;
using System.Globalization;

namespace DustWatch.Tests.Integration;

/// <summary>A client that is not ours: mosquitto_pub of the Debian package mosquitto-clients.</summary>
internal static class MosquittoPub
{
    /// <summary>Runs it against a port of this machine.</summary>
    /// <param name="port">Of the endpoint.</param>
    /// <param name="arguments">All but host and port.</param>
    /// <param name="input">Its standard input.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(int port, IReadOnlyList<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo("mosquitto_pub", ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("mosquitto_pub does not start.");
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return process.ExitCode;
    }
}
