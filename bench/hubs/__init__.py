"""What the benches of lab servers share: a stock hub, our platform, their servers and kernels, CPU and memory."""
