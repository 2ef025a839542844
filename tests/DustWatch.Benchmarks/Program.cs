namespace DustWatch.Benchmarks; internal static class Program { private static void Main() { } }
