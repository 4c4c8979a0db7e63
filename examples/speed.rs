use handwritten::*;
fn main() -> Result<()> {
    let t = std::time::Instant::now();
    let mnist = Mnist::load("data/mnist")?;
    println!("load {:?}", t.elapsed());
    for sizes in [&[784usize, 30, 10][..]] {
        let mut network = Network::new(sizes, 1)?;
        let mut v = vec![];
        let sgd = Sgd {
            epochs: 12,
            ..Sgd::default()
        };
        sgd.train_with(&mut network, &mnist.train, &mnist.validation, |e, _| {
            v.push(e.time)
        })?;
        v.sort();
        println!("{sizes:?} median {:?} min {:?}", v[v.len() / 2], v[0]);
        println!("{}", network.sha256());
    }
    Ok(())
}
