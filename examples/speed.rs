use handwritten::*;
fn main() -> Result<()> {
    let t = std::time::Instant::now();
    let mnist = Mnist::load("data/mnist")?;
    println!("load {:?}", t.elapsed());
    for sizes in [&[784usize, 30, 10][..], &[784, 100, 10]] {
        let mut network = Network::new(sizes, 1)?;
        let sgd = Sgd { epochs: 5, ..Sgd::default() };
        sgd.train_with(&mut network, &mnist.train, &mnist.validation, |e, _| println!("{e} {:?}", e.time))?;
        println!("{}", network.sha256());
    }
    Ok(())
}
